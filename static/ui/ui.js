"use strict";
/* Progressive help only: every task completes without this file. No inline handlers; the page says
   what it wants through data attributes, listed at /ui-kit/. Words come from data attributes too. */
(() => {
  const words = document.body.dataset;
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const on = (type, selector, handler) => document.addEventListener(type, (event) => {
    const target = event.target instanceof Element ? event.target.closest(selector) : null;
    if (target) handler(event, target);
  });
  document.documentElement.classList.add("js");

  /* What new content needs at once: run on load and on every fragment htmx brings. */
  function prepare(root) {
    all("[data-focus]", root).slice(0, 1).forEach((summary) => {
      summary.focus();
      if (!document.title.startsWith(words.errorTitle)) document.title = words.errorTitle + document.title;
    });
    all("[data-bulk-table]", root).forEach(countSelected);
    all("input[data-money]", root).forEach(showWan);
    all("textarea[data-length]", root).forEach(showLength);
    all("form[data-scores]", root).forEach(showTotal);
    all("details[data-fold]", root).forEach(fold);
  }

  /* Filters are folded on a phone, unless some are set; always open on a wide screen. */
  const narrow = window.matchMedia("(max-width: 759px)");
  const fold = (details) => { details.open = !narrow.matches || details.hasAttribute("data-active"); };
  narrow.addEventListener("change", () => all("details[data-fold]").forEach(fold));

  /* Menus close when one looks elsewhere. */
  document.addEventListener("click", (event) => all("details.menu[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  }));
  on("keydown", "details.menu[open]", (event, menu) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  /* Bulk select: the bar shows itself and its count once a row is ticked. */
  function countSelected(table) {
    const boxes = all("[data-select]", table);
    const ticked = boxes.filter((box) => box.checked);
    boxes.forEach((box) => box.closest("tr").classList.toggle("is-selected", box.checked));
    const every = table.querySelector("[data-select-all]");
    if (every) {
      every.checked = boxes.length > 0 && ticked.length === boxes.length;
      every.indeterminate = ticked.length > 0 && !every.checked;
    }
    const bar = document.getElementById(table.dataset.bulkTable);
    if (!bar) return;
    bar.hidden = ticked.length === 0;
    all("[data-count]", bar).forEach((node) => { node.textContent = String(ticked.length); });
  }
  on("change", "[data-bulk-table]", (event, table) => {
    if (event.target.matches("[data-select-all]")) {
      all("[data-select]", table).forEach((box) => { box.checked = event.target.checked; });
    }
    countSelected(table);
  });

  /* Keyboard in queues: j and k move between rows, x ticks, Enter follows the focused link. */
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), select, textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !/^[jkx]$/.test(event.key)) return;
    const rows = all("table[data-keys] tbody tr").filter((row) => row.querySelector("a"));
    if (!rows.length) return;
    const here = rows.indexOf(event.target.closest("tr"));
    if (event.key === "x") {
      const box = here >= 0 && rows[here].querySelector("[data-select]");
      if (box) box.click();
      return;
    }
    const next = event.key === "j" ? Math.min(here + 1, rows.length - 1) : Math.max(here - 1, 0);
    rows[next].querySelector("a").focus();
    event.preventDefault();
  });

  /* Ask before what cannot be taken back. */
  on("click", "[data-confirm]", (event, target) => {
    if (window.confirm(target.dataset.confirm)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });

  /* Leave with unsaved input only knowingly; send a form only once. */
  const dirty = new Set();
  const saving = new Map(); // autosaves on their way: a save waits for the version they bring
  on("input", "form[data-guard]", (event, form) => dirty.add(form));
  window.addEventListener("beforeunload", (event) => {
    if (!Array.from(dirty).some((form) => form.isConnected)) return;
    event.preventDefault();
    event.returnValue = "";
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    if (saving.has(form)) {
      event.preventDefault();
      saving.get(form).then(() => form.requestSubmit(event.submitter || undefined));
      return;
    }
    dirty.delete(form);
    if (form.target || form.hasAttribute("hx-post") || form.hasAttribute("data-again")) return;
    form.dataset.sending = "1";
    all("button", form).forEach((button) => button.setAttribute("aria-disabled", "true"));
  });
  window.addEventListener("pageshow", () => all("form[data-sending]").forEach((form) => {
    delete form.dataset.sending;
    all("button", form).forEach((button) => button.removeAttribute("aria-disabled"));
  }));

  /* Add a row to a formset from its template; without this file the button posts add_row. */
  on("click", "[data-add-row]", (event, button) => {
    const prefix = button.dataset.addRow;
    const total = document.getElementById(`id_${prefix}-TOTAL_FORMS`);
    const limit = document.getElementById(`id_${prefix}-MAX_NUM_FORMS`);
    const blank = document.getElementById(`${prefix}-blank`);
    const body = document.getElementById(`${prefix}-rows`);
    const number = Number(total.value);
    event.preventDefault();
    if (limit && number >= Number(limit.value)) return;
    const holder = document.createElement("tbody");
    holder.innerHTML = blank.innerHTML.replace(/__prefix__/g, String(number)).replace(/__number__/g, String(number + 1));
    const row = holder.firstElementChild;
    body.append(row);
    renumber(body);
    total.value = String(number + 1);
    button.disabled = Boolean(limit) && number + 1 >= Number(limit.value);
    prepare(row);
    row.querySelector("input:not([type=hidden]), select, textarea").focus();
    body.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const renumber = (body) => all(".row-number", body).forEach((cell, index) => {
    cell.firstChild.nodeValue = String(index + 1);
  });
  on("click", "[data-remove-row]", (event, button) => {
    const body = button.closest("tbody");
    event.preventDefault();
    button.closest("tr").remove();
    renumber(body);
    body.dispatchEvent(new Event("input", { bubbles: true }));
  });
  on("change", ".row-delete input", (event, box) => box.closest("tr").classList.toggle("is-removed", box.checked));

  /* Autosave: post the form two seconds after the last change, say when it was kept. */
  const waiting = new WeakMap();
  on("input", "form[data-autosave]", (event, form) => {
    window.clearTimeout(waiting.get(form));
    waiting.set(form, window.setTimeout(() => {
      saving.set(form, autosave(form).finally(() => saving.delete(form)));
    }, 2000));
  });
  async function autosave(form) {
    if (form.dataset.sending) return;
    const status = form.querySelector("[data-autosave-status]");
    const data = new FormData(form);
    all("input[type=file]", form).forEach((input) => data.delete(input.name));
    try {
      const url = form.dataset.autosave || form.getAttribute("action") || window.location.href;
      const reply = await fetch(url, {
        method: "POST", body: data, credentials: "same-origin", redirect: "manual",
        headers: { "X-Autosave": "1", Accept: "application/json" },
      });
      if (!reply.ok) throw new Error(String(reply.status));
      const kept = reply.status === 204 ? {} : await reply.json();
      dirty.delete(form);
      if (status) status.textContent = words.saved.replace("{time}", kept.saved_at || clock());
      if (kept.version && form.elements.version) form.elements.version.value = kept.version;
    } catch (error) {
      if (status) status.textContent = words.saveFailed;
    }
  }
  const clock = () => new Date().toTimeString().slice(0, 5);

  /* Amounts in yuan also read in 万元. */
  function showWan(input) {
    const shown = input.parentElement.querySelector("[data-wan]");
    const yuan = Number(input.value.replace(/[,，\s]/g, ""));
    if (!shown) return;
    const wan = (yuan / 10000).toLocaleString("zh-CN", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    shown.textContent = input.value.trim() && Number.isFinite(yuan) ? shown.dataset.wan.replace("{n}", wan) : "";
  }
  on("input", "input[data-money]", (event, input) => showWan(input));

  /* How much of a text's length is used. */
  function showLength(area) {
    let counter = area.nextElementSibling;
    if (!counter || !counter.matches(".length")) {
      counter = document.createElement("p");
      counter.className = "length hint";
      counter.setAttribute("aria-hidden", "true");
      area.after(counter);
    }
    counter.textContent = words.length.replace("{n}", area.value.length).replace("{max}", area.dataset.length);
  }
  on("input", "textarea[data-length]", (event, area) => showLength(area));

  /* Score sheet: a mark or an own number, never both; the total follows. */
  function showTotal(form) {
    const total = all("[data-score]", form).reduce((sum, sheet) => {
      const mark = sheet.querySelector("input[type=radio]:checked");
      const free = sheet.querySelector("input[type=number]");
      return sum + (Number((free && free.value) || (mark && mark.value)) || 0);
    }, 0);
    all("[data-total]", form).forEach((output) => { output.textContent = String(Math.round(total * 100) / 100); });
  }
  on("input", "[data-score]", (event, sheet) => {
    const free = sheet.querySelector("input[type=number]");
    if (event.target === free) {
      if (free.value) all("input[type=radio]", sheet).forEach((radio) => { radio.checked = false; });
    } else if (free) free.value = "";
    if (sheet.closest("form[data-scores]")) showTotal(sheet.closest("form[data-scores]"));
  });

  /* Chosen files: name and size at once, and too large a file before it travels. */
  const size = (bytes) => bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
  on("change", "input[type=file]", (event, input) => {
    let list = input.nextElementSibling;
    if (!list || !list.matches(".files")) {
      list = document.createElement("ul");
      list.className = "files";
      list.setAttribute("aria-live", "polite");
      input.after(list);
    }
    const limit = Number(input.dataset.maxBytes) || Infinity;
    list.replaceChildren(...Array.from(input.files, (file) => {
      const item = document.createElement("li");
      item.textContent = `${file.name} · ${size(file.size)}`;
      if (file.size > limit) {
        item.className = "errorlist";
        item.textContent += ` · ${words.tooLarge.replace("{max}", size(limit))}`;
      }
      return item;
    }));
  });
  document.addEventListener("htmx:xhr:progress", (event) => {
    const bar = event.target.querySelector("progress[data-upload]");
    if (!bar || !event.detail.lengthComputable) return;
    bar.closest("[hidden]")?.removeAttribute("hidden");
    bar.value = (event.detail.loaded / event.detail.total) * bar.max;
  });

  /* A fragment that did not arrive says so; nothing typed is touched. */
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach((type) => document.addEventListener(type, () => {
    const note = document.createElement("div");
    note.className = "callout callout-bad";
    note.append(Object.assign(document.createElement("p"), { textContent: words.lost }));
    document.getElementById("messages")?.replaceChildren(note);
  }));
  document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) prepare(event.target); });
  prepare(document);
})();
