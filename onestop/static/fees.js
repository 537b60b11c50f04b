// Collecting fees: adds up what is ticked and counted, as the receipt will; the server reckons again.
(() => {
  const form = document.getElementById("fees");
  const total = document.getElementById("total");
  if (!form || !total) return;
  const rows = [...form.querySelectorAll("[data-rate]")];
  const ground = (row) => form.querySelector(`[data-exempts="${row.id}"]`);

  const counted = (row) => {
    if (ground(row)?.value.trim()) return 0;
    if (row.type === "checkbox") return row.checked ? 1 : 0;
    return Math.max(0, Number.parseInt(row.value, 10) || 0);
  };

  const show = () => {
    const sum = rows.reduce((sofar, row) => sofar + Number(row.dataset.rate) * counted(row), 0);
    total.querySelector("output").textContent = `${sum.toLocaleString("vi-VN")} ₫`;
  };

  form.addEventListener("input", show);
  total.hidden = false;
  show();
})();
