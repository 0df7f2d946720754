// The theme, the search, and what is told of words in an article. All pages can be read without it.
"use strict";

// What a reader chose is kept where the browser lets it.
const kept = {
  get(key) { try { return localStorage.getItem("copydesk-" + key); } catch { return null; } },
  set(key, value) { try { localStorage.setItem("copydesk-" + key, value); } catch { /* not kept, then */ } },
};

// Before anything is drawn.
const html = document.documentElement;
if (["dark", "light"].includes(kept.get("theme"))) html.classList.add(kept.get("theme"));

document.addEventListener("DOMContentLoaded", () => {
  theme();
  layers();
  details();
  search();
  places();
});

// Dark or light: what was chosen, else what the system has.
function theme() {
  const button = document.getElementById("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => html.classList.contains("dark") || (system.matches && !html.classList.contains("light"));
  const say = () => { button.textContent = isDark() ? "Light" : "Dark"; };
  button.addEventListener("click", () => {
    const next = isDark() ? "light" : "dark";
    html.classList.remove("dark", "light");
    html.classList.add(next);
    kept.set("theme", next);
    say();
  });
  system.addEventListener("change", say);
  say();
}

// The layers of an article: which to show is remembered from page to page.
function layers() {
  const boxes = [...document.querySelectorAll(".layers input")];
  for (const box of boxes) {
    const was = kept.get("layer-" + box.value);
    if (was !== null) box.checked = was === "yes";
    box.addEventListener("change", () => {
      kept.set("layer-" + box.value, box.checked ? "yes" : "no");
      for (const other of boxes) if (other.value === box.value) other.checked = box.checked;
    });
  }
}

// The page that an element is in: its own file, or a section of a single file.
const pageOf = (element) => element.closest(".page") || document;
const before = (element) => (pageOf(element).id ? pageOf(element).id + "." : "");

// What is told of the words under the pointer, or of those that a link leads from: a copy of what stands
// beside the text. All that belongs to the same quote, claim or name is underlined with them.
function details() {
  const card = document.createElement("div");
  card.className = "card";
  card.hidden = true;
  document.body.append(card);
  let lit = [];
  const hide = () => {
    card.hidden = true;
    lit.forEach((element) => element.classList.remove("on"));
    lit = [];
  };
  const light = (element, names) => {
    for (const name of names) {
      lit.push(...pageOf(element).querySelectorAll(`[data-of~="${name}"]`));
    }
    lit.forEach((other) => other.classList.add("on"));
  };
  const show = (element) => {
    hide();
    // Of layers that are put away nothing is told.
    const box = (name) => pageOf(element).querySelector(`.layers [value=${name[0]}]`);
    const names = element.dataset.of.split(" ").filter((name) => box(name)?.checked ?? true);
    const infos = names.map((name) => document.getElementById(before(element) + "i-" + name)).filter(Boolean);
    light(element, names.slice(0, 1));
    if (infos.length === 0) return;
    card.replaceChildren(...infos.map((info) => {
      const copy = document.createElement("div");
      copy.append(...[...info.childNodes].map((node) => node.cloneNode(true)));
      return copy;
    }));
    card.hidden = false;
    const words = element.getClientRects()[0] || element.getBoundingClientRect();
    const { width, height } = card.getBoundingClientRect();
    const below = words.bottom + 6 + height < innerHeight;
    card.style.left = Math.max(8, Math.min(words.left, innerWidth - width - 16)) + scrollX + "px";
    card.style.top = (below ? words.bottom + 6 : Math.max(4, words.top - height - 6)) + scrollY + "px";
  };
  const of = (event) => event.target.closest && event.target.closest(".text [data-of]");
  document.addEventListener("pointerover", (event) => {
    const element = of(event);
    if (element) show(element);
    else if (!event.target.closest(".card")) hide();
  });
  document.addEventListener("focusin", (event) => { if (of(event)) show(of(event)); else hide(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  addEventListener("hashchange", hide);
  details.light = light;
}

// What the address names is lit: all pieces of a quote, not only the first.
function places() {
  const go = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    for (const element of document.querySelectorAll(".aim")) element.classList.remove("aim");
    if (!target) return;
    const page = pageOf(target);
    const name = id.slice(before(target).length).replace(/^s/, "q");
    for (const element of page.querySelectorAll(`[data-of~="${CSS.escape(name)}"]`)) element.classList.add("aim");
    if (page !== document) document.title = page.querySelector("h1").textContent;
  };
  addEventListener("hashchange", go);
  go();
}

// Search: every word that is typed must stand in the name or the headline, accents and case or not; and in
// a folder also in the text, of which the files in words/ say which articles have which word.
function search() {
  const input = document.getElementById("search");
  const found = document.getElementById("found");
  const told = document.getElementById("told");
  const root = document.body.dataset.root;
  const single = root === undefined;
  const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const address = (path) => (single ? "#" + path : root + path + ".html");

  // A script of the site, loaded once.
  const scripts = new Map();
  const load = (file) => {
    if (!scripts.has(file)) {
      scripts.set(file, new Promise((done) => {
        const script = document.createElement("script");
        script.src = root + file;
        script.onload = script.onerror = done;
        document.head.append(script);
      }));
    }
    return scripts.get(file);
  };
  window.COPYDESK_WORDS = Object.create(null);

  let index;
  const open = async () => {
    if (index) return index;
    if (!single) await load("index.js");
    const all = single ? JSON.parse(document.getElementById("search-index").textContent) : window.COPYDESK_INDEX;
    const lines = (entries) => entries.map((entry) => [plain(entry[0]), ...entry]);
    index = { articles: lines(all.articles), names: lines(all.names) };
    return index;
  };

  const key = (word) => [...word].slice(0, 2)
    .map((c) => (c < "\x80" ? c : "-" + c.codePointAt(0).toString(16))).join("");

  // The numbers of the articles whose text has a word that begins so.
  const texts = new Map();
  const articlesWith = async (word) => {
    if (single) {
      const has = (article) => {
        const path = article[2];
        if (!texts.has(path)) texts.set(path, plain(document.getElementById(path).querySelector(".text").textContent));
        return texts.get(path).split(/[^\p{Alphabetic}\p{N}]+/u).some((other) => other.startsWith(word));
      };
      return new Set(index.articles.flatMap((article, number) => (has(article) ? [number] : [])));
    }
    await load("words/" + key(word) + ".js");
    const entries = window.COPYDESK_WORDS[key(word)] || [];
    return new Set(entries.flatMap(([other, articles]) => (other.startsWith(word) ? articles : [])));
  };

  const entry = (name, path, more) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const remark = document.createElement("span");
    link.href = address(path);
    link.textContent = name;
    remark.className = "more";
    remark.textContent = " " + more;
    item.append(link, remark);
    return item;
  };

  let turn = 0;
  const run = async () => {
    const mine = ++turn;
    const typed = plain(input.value).trim();
    const words = typed.split(/[^\p{Alphabetic}\p{N}]+/u).filter(Boolean);
    if (words.length === 0) { found.replaceChildren(); told.textContent = ""; return; }
    const { names, articles } = await open();
    const hit = (line) => words.every((word) => line[0].includes(word));
    const first = (line) => (line[0].startsWith(words[0]) ? 0 : 1);
    const named = names.filter(hit).sort((a, b) => first(a) - first(b));
    const titled = articles.filter(hit);
    const long = words.filter((word) => [...word].length > 1);
    let numbers = null;
    for (const word of long) {
      const these = await articlesWith(word);
      numbers = numbers === null ? these : numbers.intersection(these);
    }
    if (mine !== turn) return;
    const inText = [...(numbers || [])].sort((a, b) => a - b).map((number) => articles[number]).filter((one) => !titled.includes(one));
    found.replaceChildren(
      ...named.slice(0, 10).map(([, name, path, label, mentions]) => entry(name, path, `${label} · ${mentions}×`)),
      ...titled.slice(0, 10).map(([, title, path, day]) => entry(title, path, "headline " + day)),
      ...inText.slice(0, 20).map(([, title, path, day]) => entry(title, path, "in the text " + day)),
    );
    const count = (number, what) => number + " " + what + (number === 1 ? "" : "s");
    told.textContent = named.length + titled.length + inText.length === 0 ? "Nothing found."
      : [count(named.length, "name"), count(titled.length, "headline"), count(inText.length, "text")].join(", ");
  };
  const clear = () => { input.value = ""; run(); };

  input.addEventListener("focus", open);
  input.addEventListener("input", run);
  found.addEventListener("click", (event) => { if (event.target.closest("a")) clear(); });
  document.addEventListener("keydown", (event) => {
    const links = [...found.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    const inside = at >= 0 || document.activeElement === input;
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName) && document.activeElement.type !== "checkbox";
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
    } else if (event.key === "Escape" && inside) {
      input.focus();
      clear();
    } else if (event.key === "ArrowDown" && inside && links[at + 1]) {
      event.preventDefault();
      links[at + 1].focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      event.preventDefault();
      (links[at - 1] || input).focus();
    } else if (event.key === "Enter" && document.activeElement === input && links[0]) {
      event.preventDefault();
      links[0].click();
    }
  });
}
