// A form that asks for work: fetch a challenge, have it solved in the
// background while the reader fills the form in, and send the answer along. A
// form that cannot be helped is sent without; the server is stricter then.
"use strict";

const keepsFor = 15 * 60_000; // the server takes an answer for 20 minutes

const solved = async (box) => {
  const answer = await fetch(box.dataset.captcha, { cache: "no-store" });
  if (!answer.ok) throw new Error("no challenge");
  const asked = await answer.json();
  const worker = new Worker(box.dataset.worker);
  try {
    const number = await new Promise((resolve, reject) => {
      worker.onmessage = (event) => resolve(event.data);
      worker.onerror = reject;
      worker.postMessage(asked);
    });
    const { algorithm, challenge, salt, signature } = asked;
    return btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
  } finally {
    worker.terminate();
  }
};

for (const box of document.querySelectorAll("[data-captcha]")) {
  const form = box.closest("form");
  const field = box.querySelector("input");
  const said = box.querySelector("p");
  let until = 0;
  let running = null;

  const solve = () => {
    running ??= solved(box)
      .then((answer) => {
        field.value = answer;
        until = Date.now() + keepsFor;
        said.textContent = box.dataset.done;
      })
      .finally(() => {
        running = null;
      });
    return running;
  };

  form.addEventListener("submit", async (event) => {
    if (field.value !== "" && Date.now() < until) return;
    event.preventDefault();
    field.value = "";
    said.textContent = box.dataset.working;
    try {
      await solve();
    } catch {
      field.disabled = true; // an empty answer, and this script out of the way
      until = Infinity;
      field.value = "-";
    }
    form.requestSubmit(event.submitter);
  });

  // A page that comes back from the history brings an answer that was used.
  addEventListener("pageshow", () => {
    field.value = "";
    field.disabled = false;
    solve().catch(() => {});
  });
}
