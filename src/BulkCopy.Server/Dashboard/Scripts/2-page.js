// Small manners of pages: the theme's button, asking panels that close, and no refreshing of what nobody sees.
(() => {
  const root = document.documentElement;
  const isDark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

  document.addEventListener("click", event => {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest("[data-theme-turn]")) {
      root.dataset.theme = isDark() ? "light" : "dark";
      try { localStorage.setItem("bulkcopy-theme", root.dataset.theme); } catch { /* Not kept, then. */ }
      document.dispatchEvent(new CustomEvent("bulkcopy:theme"));
    }
    for (const open of document.querySelectorAll("details.ask[open]"))
      if (!open.contains(target)) open.removeAttribute("open");
  });

  document.addEventListener("keydown", event => {
    if (event.key !== "Escape") return;
    for (const open of document.querySelectorAll("details.ask[open]")) {
      open.removeAttribute("open");
      open.querySelector("summary")?.focus();
    }
  });

  document.addEventListener("htmx:before:request", event => {
    if (document.hidden) event.preventDefault();
  });
})();
