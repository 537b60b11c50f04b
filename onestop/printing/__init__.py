"""The paper: values in, PDF bytes out; knows how forms look and nothing of the office."""
