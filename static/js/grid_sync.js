/* Saves a table[data-grid] of hundreds of lines by sending only the lines that changed.

   The form around it saves itself as any form[data-autosave] does; this file takes out of each
   request what the server knows already, and puts what the answer says (#grid-answer) into the
   table. `base` holds the text of every cell as the server last told it: what differs from it was
   typed here. Needs grid.js. */
(function () {
  "use strict";

  var grid = window.portalGrid;
  var form = document.getElementById("filing-form");
  if (!grid || !form) { return; }
  var baseField = document.getElementById("form-base");
  var decidedField = document.getElementById("form-decided");
  var base = JSON.parse(baseField.value || "{}");
  var contested = JSON.parse(decidedField.value || "{}"); // cell → a colleague's text shown here
  var told = new Map(); // cell → its message slot
  var gone = new Map(); // key → the line taken out here and not yet at the server
  var known = new Set(); // keys of lines the server holds
  var edition = grid.table.dataset.edition; // the text of the form as this page knows it
  var elsewhere = false; // whether it was changed in another window since the page was drawn
  var returned = new Set(); // keys of lines that came back, until they are taken out again
  var order = keys().join();
  var sent = null; // what the request under way carries

  Object.keys(base).forEach(function (name) {
    if (isRow(name) && base[name] !== "") { known.add(keyIn(name)); }
  });
  form.querySelectorAll(".msg[data-level]").forEach(function (slot) {
    told.set(slot.id.slice("msg-".length), slot);
  });

  function isRow(name) { return name.indexOf("row_") === 0; }
  function keyIn(name) { return name.slice("row_".length, name.indexOf("-")); }
  function keys() { return grid.lines().map(grid.keyOf); }
  function baseOf(name) { return base[name] === undefined ? "" : base[name]; }

  function isDirty(line) {
    return grid.cellsOf(line).some(function (cell) { return cell.value !== baseOf(cell.name); });
  }

  // --- what is sent -------------------------------------------------------------------------------------

  // Lines of the server's that no longer stand on the page, as lines whose cells are all empty.
  function takenOut() {
    var present = new Set(keys());
    return Array.from(gone.entries()).filter(function (entry) {
      return !present.has(entry[0]) && known.has(entry[0]);
    });
  }

  grid.table.addEventListener("grid:changed", function () {
    if (returned.size && !keys().some(function (key) { return returned.has(key); })) {
      returned.clear();
      grid.tell("");
    }
    grid.lines().forEach(function (line) { gone.set(grid.keyOf(line), line); });
    form.dispatchEvent(new Event("change", { bubbles: true }));
  });
  grid.lines().forEach(function (line) { gone.set(grid.keyOf(line), line); });

  // Texts of the lines to be saved, and whether the order must be told.
  function changes() {
    var texts = {};
    var created = false;
    grid.lines().forEach(function (line) {
      if (!isDirty(line)) { return; }
      created = created || !known.has(grid.keyOf(line));
      grid.cellsOf(line).forEach(function (cell) { texts[cell.name] = cell.value; });
    });
    takenOut().forEach(function (entry) {
      grid.cellsOf(entry[1]).forEach(function (cell) { texts[cell.name] = ""; });
    });
    return { texts: texts, order: created || keys().join() !== order ? keys().join() : "" };
  }

  // A cell that was saved by the time its pause is over, or typed back to what it was.
  function isNothing(changed, trigger) {
    var fromCell = trigger && trigger.target && trigger.target.dataset && trigger.target.dataset.field;
    return Boolean(fromCell) && !changed.order && !Object.keys(changed.texts).length;
  }

  function bases(texts) {
    var compared = {};
    Object.keys(base).forEach(function (name) { if (!isRow(name)) { compared[name] = base[name]; } });
    Object.keys(texts).forEach(function (name) { compared[name] = baseOf(name); });
    return compared;
  }

  form.addEventListener("htmx:configRequest", function (event) {
    var data = event.detail.formData;
    var changed = changes();
    if (isNothing(changed, event.detail.triggeringEvent)) {
      event.preventDefault();
      form.dispatchEvent(new CustomEvent("autosave:unchanged", { bubbles: true }));
      return;
    }
    Array.from(data.keys()).forEach(function (name) { if (isRow(name)) { data.delete(name); } });
    Object.keys(changed.texts).forEach(function (name) { data.append(name, changed.texts[name]); });
    data.set("base", JSON.stringify(bases(changed.texts)));
    data.delete("order");
    if (changed.order) { data.set("order", changed.order); }
    changed.others = {};
    Object.keys(base).forEach(function (name) {
      if (!isRow(name) && data.has(name)) { changed.others[name] = data.get(name); }
    });
    sent = changed;
  });

  document.addEventListener("htmx:beforeSend", function (event) {
    if (event.detail.elt === form) { event.detail.xhr.gridSent = sent; }
  });

  // A button posts the whole form: with every base, and with the lines that were taken out.
  form.addEventListener("submit", function () {
    var changed = changes();
    form.querySelectorAll("[data-grid-extra]").forEach(function (each) { each.remove(); });
    takenOut().forEach(function (entry) {
      grid.cellsOf(entry[1]).forEach(function (cell) { extra(cell.name, ""); });
    });
    if (changed.order) { extra("order", changed.order); }
    baseField.value = JSON.stringify(base);
    decidedField.value = Object.keys(contested).length ? JSON.stringify(Object.assign({}, base, contested)) : "";
  });

  function extra(name, value) {
    var input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    input.dataset.gridExtra = "";
    form.appendChild(input);
  }

  // --- what is answered ----------------------------------------------------------------------------------

  document.addEventListener("htmx:afterRequest", function (event) {
    var was = event.detail.xhr.gridSent;
    var field = document.getElementById("grid-answer");
    if (!was || !event.detail.successful || !field) { return; }
    var answer = JSON.parse(field.value || "{}");
    var back = remember(was, answer);
    say(answer.findings, answer.conflicts);
    Object.keys(answer.totals).forEach(function (name) {
      document.querySelectorAll("[data-total=" + name + "]").forEach(function (each) {
        each.textContent = answer.totals[name];
      });
    });
    elsewhere = elsewhere || answer.before !== edition;
    edition = answer.edition;
    news(answer.keys);
    if (back) {
      grid.tell("您删除的 " + back + " 行刚被同事改过，已放回原处。核对后仍要删除的，请再删一次。", true);
    }
  });

  function remember(was, answer) {
    var places = order.split(",");
    if (was.order) { order = was.order; }
    contested = {};
    Object.keys(answer.conflicts).forEach(function (name) { contested[name] = answer.conflicts[name].theirs; });
    Object.keys(was.texts).forEach(function (name) {
      renew(name, was.texts[name], answer.texts[name] === undefined ? "" : answer.texts[name]);
    });
    Object.keys(was.others).forEach(function (name) {
      if (answer.texts[name] !== undefined) { renew(name, was.others[name], answer.texts[name]); }
    });
    Object.keys(was.texts).concat(Object.keys(answer.texts)).forEach(function (name) {
      if (!isRow(name)) { return; }
      if (answer.texts[name] !== undefined) { known.add(keyIn(name)); } else { known.delete(keyIn(name)); }
    });
    return bringBack(answer, places);
  }

  // A cell that was sent shows what is stored now. Where its reader is at work a colleague's text
  // waits: what is compared stays what was shown, or it would be overwritten by one nobody typed.
  function renew(name, sentText, text) {
    if (contested[name] !== undefined) { return; } // still to be decided, against the old text
    var cell = document.getElementById("id_" + name);
    var isAtWork = cell && (cell === document.activeElement || cell.value !== sentText);
    if (isAtWork && sentText === baseOf(name) && text !== sentText) { return; }
    base[name] = text;
    if (cell && !isAtWork) { cell.value = text; }
  }

  // A line taken out here that a colleague has just edited comes back to its place with the texts
  // it has now: saving the page keeps them, and taking it out once more takes it out.
  function bringBack(answer, places) {
    var back = new Set(Object.keys(contested).filter(function (name) {
      return isRow(name) && known.has(keyIn(name)) && !document.getElementById("id_" + name);
    }).map(keyIn));
    places.forEach(function (key, place) {
      if (!back.has(key) || !gone.has(key)) { return; }
      adopt(gone.get(key), answer);
      returned.add(key);
      grid.bringBack(gone.get(key), places.slice(0, place));
    });
    return back.size;
  }

  // Only what the colleague changed is still worth a sentence.
  function adopt(line, answer) {
    grid.cellsOf(line).forEach(function (cell) {
      var theirs = answer.texts[cell.name] || "";
      if (theirs === baseOf(cell.name)) { delete answer.conflicts[cell.name]; }
      delete contested[cell.name];
      base[cell.name] = theirs;
      cell.value = theirs;
    });
  }

  function say(findings, conflicts) {
    var sentences = new Map();
    Object.keys(findings).forEach(function (name) { sentences.set(name, findings[name]); });
    Object.keys(conflicts).forEach(function (name) {
      sentences.set(name, [["error", conflicts[name].sentence]].concat(sentences.get(name) || []));
    });
    told.forEach(function (slot, name) { if (!sentences.has(name)) { silence(name); } });
    var wrong = [];
    sentences.forEach(function (list, name) {
      if (!isRow(name)) { slotOf(name, list); return; }
      var cell = document.getElementById("id_" + name);
      if (cell) { mark(cell, name, list); }
      if (list[0][0] === "error") { wrong.push([name, list[0][1]]); }
    });
    summary(wrong);
  }

  // Cells outside the table have a slot of their own on the page.
  function slotOf(name, list) {
    var slot = document.getElementById("msg-" + name);
    if (slot) { fill(slot, list); told.set(name, slot); }
  }

  function fill(slot, list) {
    slot.dataset.level = list[0][0];
    slot.textContent = "";
    list.forEach(function (each) {
      var sentence = document.createElement("p");
      sentence.className = "msg-" + each[0];
      sentence.textContent = each[1];
      slot.appendChild(sentence);
    });
  }

  function mark(cell, name, list) {
    var slot = told.get(name);
    if (!slot || !document.contains(slot)) {
      slot = document.createElement("div");
      slot.className = "msg";
      slot.id = "msg-" + name;
      cell.parentNode.appendChild(slot);
      told.set(name, slot);
    }
    fill(slot, list);
    cell.setAttribute("aria-describedby", slot.id);
    cell.toggleAttribute("aria-invalid", false);
    if (list[0][0] === "error") { cell.setAttribute("aria-invalid", "true"); }
    cell.parentNode.className = "has-" + list[0][0];
  }

  function silence(name) {
    var slot = told.get(name);
    var cell = document.getElementById("id_" + name);
    told.delete(name);
    if (!isRow(name)) { slot.textContent = ""; slot.dataset.level = ""; return; }
    slot.remove();
    if (!cell) { return; }
    cell.removeAttribute("aria-invalid");
    cell.removeAttribute("aria-describedby");
    cell.parentNode.className = "";
  }

  function summary(wrong) {
    var box = document.getElementById("grid-wrong");
    if (!box) { return; }
    box.hidden = !wrong.length;
    box.querySelector("[data-wrong-count]").textContent = wrong.length;
    var list = box.querySelector("[data-wrong-list]");
    list.textContent = "";
    wrong.slice(0, 10).forEach(function (each) {
      var item = document.createElement("li");
      var link = document.createElement("a");
      var line = document.getElementById("id_" + each[0].split("-")[0]);
      link.href = (line ? "" : "?at=" + each[0]) + "#id_" + each[0];
      link.textContent = (line ? "第 " + line.querySelector(".row-number").textContent + " 行：" : "") + each[1];
      item.appendChild(link);
      list.appendChild(item);
    });
  }

  // What colleagues did meanwhile; it shows after the page is opened anew.
  function news(present) {
    var line = document.getElementById("grid-news");
    var isWhole = present && grid.table.dataset.open !== "no" && grid.table.dataset.first === "1";
    var words = isWhole ? addedOrRemoved(present) : "";
    if (!words && elsewhere) { words = "表中的内容刚在别处改过，合计已按改过的计算。"; }
    line.hidden = !words;
    line.textContent = words;
    if (!words) { return; }
    var link = document.createElement("a");
    link.href = location.pathname + location.search;
    link.textContent = "刷新本页查看";
    line.appendChild(link);
  }

  function addedOrRemoved(present) {
    var here = new Set(keys());
    var added = present.filter(function (key) { return !here.has(key); }).length;
    var stored = new Set(present);
    var removed = 0;
    known.forEach(function (key) { if (!stored.has(key)) { removed += 1; } });
    var words = [];
    if (added) { words.push("新增了 " + added + " 行"); }
    if (removed) { words.push("删除了 " + removed + " 行"); }
    return words.length ? "同事刚刚" + words.join("、") + "。" : "";
  }
})();
