// Search, layers and the dark theme. Everything works without it but these.
"use strict";

const root = document.body.dataset.root;

// The theme: what was chosen, else what the system has.
const button = document.getElementById("theme");
const stored = () => { try { return localStorage.getItem("copydesk-theme"); } catch { return null; } };
const setTheme = (dark) => {
  document.documentElement.classList.toggle("dark", dark);
  button.textContent = dark ? "Light" : "Dark";
};
setTheme(stored() ? stored() === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
button.addEventListener("click", () => {
  const dark = !document.documentElement.classList.contains("dark");
  setTheme(dark);
  try { localStorage.setItem("copydesk-theme", dark ? "dark" : "light"); } catch { /* not kept, then */ }
});

// The layers of an article.
const text = document.getElementById("text");
for (const box of document.querySelectorAll("input[data-layer]")) {
  const set = () => text.classList.toggle("show-" + box.dataset.layer, box.checked);
  box.addEventListener("change", set);
  set();
}

// Search: every word that is typed must stand in the name or headline, accents or not.
const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const index = (window.COPYDESK_INDEX || []).map((entry) => [plain(entry[0]), ...entry]);
const input = document.getElementById("search");
const found = document.getElementById("found");
const search = () => {
  const words = plain(input.value).split(/\s+/).filter(Boolean);
  found.replaceChildren();
  if (words.length === 0) return;
  const hits = [];
  for (const [key, name, file, kind] of index) {
    if (words.every((word) => key.includes(word))) hits.push([key.startsWith(words[0]) ? 0 : 1, name, file, kind]);
    if (hits.length >= 400) break;
  }
  hits.sort((a, b) => a[0] - b[0] || a[1].length - b[1].length);
  for (const [, name, file, kind] of hits.slice(0, 40)) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = root + file;
    link.textContent = name;
    const more = document.createElement("span");
    more.className = "more";
    more.textContent = " " + kind;
    item.append(link, more);
    found.append(item);
  }
  if (hits.length === 0) {
    const item = document.createElement("li");
    item.textContent = "Nothing found.";
    found.append(item);
  }
};
input.addEventListener("input", search);
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== input) {
    event.preventDefault();
    input.focus();
  } else if (event.key === "Escape") {
    input.value = "";
    search();
  }
});
