"use strict";
(() => {
  const root = document.body.dataset.root;
  const html = document.documentElement;

  const button = document.getElementById("theme");
  const dark = () =>
    html.dataset.theme ? html.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const label = () => {
    button.textContent = dark() ? "Light" : "Dark";
  };
  button.hidden = false;
  label();
  button.addEventListener("click", () => {
    html.dataset.theme = dark() ? "light" : "dark";
    try {
      localStorage.setItem("theme", html.dataset.theme);
    } catch {
      // The choice lasts for this page only.
    }
    label();
  });

  const box = document.getElementById("search");
  const query = document.getElementById("query");
  const hits = document.getElementById("hits");
  const found = document.getElementById("found");
  if (location.protocol === "file:") {
    return; // Browsers read no index from the file system.
  }
  box.hidden = false;
  let pages = null;
  const load = () => {
    pages ??= fetch(root + "search-index.json").then((answer) => answer.json());
    return pages;
  };
  const score = (page, words) => {
    let sum = 0;
    for (const word of words) {
      const here =
        (page.title.toLowerCase().includes(word) ? 8 : 0) +
        (page.description.toLowerCase().includes(word) ? 3 : 0) +
        (page.text.toLowerCase().includes(word) ? 1 : 0);
      if (here === 0) return 0;
      sum += here;
    }
    return sum;
  };
  const show = async () => {
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const all = words.length ? await load() : [];
    const best = all
      .map((page) => [score(page, words), page])
      .filter(([points]) => points > 0)
      .sort((a, b) => b[0] - a[0])
      .slice(0, 8);
    hits.replaceChildren(
      ...best.map(([, page]) => {
        const link = document.createElement("a");
        link.href = root + page.url;
        link.textContent = page.title;
        const line = document.createElement("li");
        const more = document.createElement("span");
        more.textContent = page.description;
        line.append(link, more);
        return line;
      }),
    );
    hits.hidden = best.length === 0;
    found.textContent = words.length ? best.length + " pages found" : "";
  };
  query.addEventListener("input", show);
  query.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === "ArrowDown") {
      const first = hits.querySelector("a");
      if (first) {
        event.preventDefault();
        if (event.key === "Enter") first.click();
        else first.focus();
      }
    }
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      hits.hidden = true;
      query.focus();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && event.target === document.body) {
      event.preventDefault();
      query.focus();
    }
  });
})();
