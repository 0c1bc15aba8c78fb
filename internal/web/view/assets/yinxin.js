// What pages can do better with a script: a copy in the making appears by
// itself, a file can be dropped, a record printed. Every page works without.
"use strict";

// A copy is being made: ask for the page again until it says no more waiting.
const poll = document.querySelector("[data-poll]");
if (poll) {
  const until = Date.now() + 60_000;
  const ask = async () => {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.ok && !page.querySelector("[data-poll]")) {
        location.reload();
        return;
      }
    } catch {
      // The network is away for a moment; ask again below.
    }
    if (Date.now() < until) setTimeout(ask, 1000);
    else location.reload();
  };
  setTimeout(ask, 800);
}

// A delivery is being worked on: show how far it is, and the page anew when the
// work is done.
const follow = document.querySelector("[data-follow]");
if (follow) {
  const events = new EventSource(follow.dataset.follow);
  const bar = follow.querySelector("[data-follow-bar]");
  const rows = follow.querySelector("[data-follow-rows]");
  events.addEventListener("progress", (event) => {
    const now = JSON.parse(event.data);
    bar.value = now.percent;
    rows.textContent = rows.dataset.text.replace("{n}", now.rows.toLocaleString("en"));
  });
  events.addEventListener("done", () => {
    events.close();
    location.reload();
  });
}

// The files of what was dropped; those of a folder have their path in it as
// their name, as they have when the folder is chosen.
const dropped = async (transfer) => {
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return transfer.files;
  const found = [];
  const take = async (entry) => {
    if (entry.isFile) {
      found.push([entry.fullPath.slice(1), await new Promise((done, failed) => entry.file(done, failed))]);
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((done, failed) => reader.readEntries(done, failed));
      if (some.length === 0) return;
      for (const one of some) await take(one);
    }
  };
  for (const entry of entries) await take(entry);
  found.sort(([a], [b]) => a.localeCompare(b, document.documentElement.lang, { numeric: true }));
  const all = new DataTransfer();
  for (const [path, file] of found) all.items.add(new File([file], path, { type: file.type, lastModified: file.lastModified }));
  return all.files;
};

// The file field of a drop zone takes files dropped anywhere in the zone, and
// where there are several, the zone names the first of them.
const named = 12;
for (const zone of document.querySelectorAll("[data-drop]")) {
  const fields = [...zone.querySelectorAll("input[type=file]")];
  zone.classList.add("drop-ready");
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("drop-over");
    });
  }
  for (const name of ["dragleave", "drop"]) {
    zone.addEventListener(name, () => zone.classList.remove("drop-over"));
  }
  zone.addEventListener("drop", async (event) => {
    event.preventDefault();
    const files = await dropped(event.dataTransfer);
    if (files.length > 0) fields[0].files = files;
    fields[0].dispatchEvent(new Event("change", { bubbles: true }));
  });
  const names = zone.querySelector("[data-drop-list]");
  if (names) {
    zone.addEventListener("change", () => {
      const all = fields.flatMap((field) => [...field.files]).map((file) => file.webkitRelativePath || file.name);
      const lines = all.slice(0, named);
      if (all.length > named) lines.push(names.dataset.more.replace("{n}", (all.length - named).toLocaleString("en")));
      names.replaceChildren(...lines.map((line) => {
        const item = document.createElement("li");
        item.textContent = line;
        return item;
      }));
      names.hidden = all.length < 2;
    });
  }
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A form with problems begins at their summary.
document.getElementById("problems")?.focus();
