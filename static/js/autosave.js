/* Says what happens to typing in a form[data-autosave], whose htmx requests save it.

   The server answers with components/_status_line.html (“已保存 10:32”); until then, and when no
   answer comes, this file writes into #status-line. Leaving warns only while something is unsaved. */
(function () {
  "use strict";

  var typed = new Map(); // control → how often it was typed in since it was last saved
  var failed = new Set(); // elements whose save did not arrive and can be sent again
  var inFlight = 0;
  var leaving = false;
  var pressed = null; // the button of a form that was clicked last
  var waiting = null; // a press that goes on once everything typed has been saved
  var goingOn = false; // whether that press is being repeated now
  var PATIENCE_MS = 4000; // who presses again after that goes on at once

  function statusLine(state, text) {
    var line = document.getElementById("status-line");
    if (!line) { return; }
    line.dataset.state = state;
    line.textContent = text;
    if (state === "failed" && failed.size) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm btn-outline-danger";
      button.textContent = "重试";
      button.addEventListener("click", retry);
      line.appendChild(button);
    }
  }

  // Sends again what did not arrive, as if it had just been typed.
  function retry() {
    var elements = Array.from(failed);
    failed.clear();
    elements.forEach(function (element) {
      element.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  document.addEventListener("input", function (event) {
    if (event.target.name && event.target.closest("[data-autosave]")) {
      typed.set(event.target, (typed.get(event.target) || 0) + 1);
    }
  });

  // A form that knows better than its fields that there is nothing to send (grid_sync.js).
  document.addEventListener("autosave:unchanged", function (event) {
    typed.forEach(function (_count, control) {
      if (event.target.contains(control)) { typed.delete(control); }
    });
  });

  document.addEventListener("htmx:beforeSend", function (event) {
    var detail = event.detail;
    if (detail.requestConfig.verb === "get" || !detail.elt.closest("[data-autosave]")) { return; }
    inFlight += 1;
    detail.xhr.typedBefore = new Map(typed);
    statusLine("saving", "正在保存…");
  });

  document.addEventListener("htmx:afterRequest", function (event) {
    var detail = event.detail;
    if (!detail.xhr.typedBefore) { return; }
    inFlight -= 1;
    if (detail.successful) {
      arrived(detail);
    } else {
      missed(detail.elt, detail.xhr.status);
    }
  });

  // A press amid an autosave would meet its own text as somebody else's; one without a connection
  // would put the browser's error page over all that was typed.
  function holdBack(event) {
    var form = event.target;
    if (!("autosave" in form.dataset) || goingOn || !inFlight && !failed.size) { return; }
    if (waiting && Date.now() - waiting.since > PATIENCE_MS && !failed.size) { return; }
    event.preventDefault();
    if (!waiting) {
      var button = pressed && pressed.form === form ? pressed : null;
      waiting = { form: form, button: button, since: Date.now() };
    }
    if (!inFlight) { retry(); }
  }
  // Before any other listener: a press that is held back has not been sent.
  document.addEventListener("submit", holdBack, true);

  // In the next turn: htmx sends what has queued up meanwhile before it.
  function goOn() {
    setTimeout(function () {
      var press = waiting;
      if (!press || inFlight) { return; }
      waiting = null;
      goingOn = true;
      press.form.requestSubmit(press.button || undefined);
      goingOn = false;
    }, 0);
  }

  document.addEventListener("click", function (event) {
    pressed = event.target.closest("button[name], button[type=submit]");
  }, true);

  function arrived(detail) {
    var status = document.getElementById("page-status");
    if (status) { status.textContent = ""; } // what kept it from being saved is over
    failed.delete(detail.elt);
    detail.xhr.typedBefore.forEach(function (count, control) {
      var sent = detail.requestConfig.formData.has(control.name);
      if (sent && typed.get(control) === count) { typed.delete(control); }
    });
    var line = document.getElementById("status-line");
    if (line && line.dataset.state === "saving" && inFlight === 0) {
      statusLine("saved", "已保存 " + new Date().toTimeString().slice(0, 5));
    }
    if (failed.size) { retry(); } // the connection is back
    goOn();
  }

  function missed(element, status) {
    var refused = status >= 400 && status < 500; // #page-status then says why
    if (!refused || status === 401 || status === 403) { failed.add(element); }
    if (inFlight) { return; }
    if (waiting && !refused) {
      waiting = null;
      statusLine("failed", "保存失败，没有提交，填写的内容仍在本页。请检查网络后再按一次。");
      return;
    }
    statusLine("failed", refused ? "尚未保存，请看页面上方的说明。" : "保存失败，请检查网络后重试。");
    goOn(); // the server says on a page of its own why, or asks who it is
  }

  // Enter goes to the next cell, as in a spreadsheet; it must not send the half-filled form.
  document.addEventListener("keydown", function (event) {
    var cell = event.target;
    if (event.key !== "Enter" || event.isComposing || cell.tagName !== "INPUT") { return; }
    var form = cell.closest("form[data-autosave]");
    if (!form || cell.type === "checkbox" || cell.type === "file") { return; }
    event.preventDefault();
    var cells = Array.from(form.querySelectorAll("input, select, textarea")).filter(function (other) {
      return other.type !== "hidden" && other.offsetParent !== null;
    });
    var next = cells[cells.indexOf(cell) + 1];
    if (next) { next.focus(); }
  });

  if (document.querySelector("form[data-autosave]")) {
    statusLine("idle", "填写内容会自动保存为草稿");
  }

  // Back from the window in which the person signed in again.
  window.addEventListener("focus", function () {
    if (failed.size && inFlight === 0) { retry(); }
  });

  // On a slow line people type before the scripts have come; htmx listens from this event on.
  function isAsDrawn(control) {
    if (control.type === "checkbox" || control.type === "radio") {
      return control.checked === control.defaultChecked;
    }
    if (control.tagName === "SELECT") {
      var drawn = Array.from(control.options).findIndex(function (each) { return each.defaultSelected; });
      return control.selectedIndex === Math.max(drawn, 0);
    }
    return control.value === control.defaultValue;
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("form[data-autosave]").forEach(function (form) {
      form.querySelectorAll("input, select, textarea").forEach(function (control) {
        if (!isAsDrawn(control)) { control.dispatchEvent(new Event("input", { bubbles: true })); }
      });
    });
  });

  // What was typed travels with the form itself; any other form would leave it behind.
  document.addEventListener("submit", function (event) {
    leaving = !event.defaultPrevented && "autosave" in event.target.dataset;
  });
  window.addEventListener("pageshow", function () { leaving = false; });

  window.addEventListener("beforeunload", function (event) {
    var unsaved = Array.from(typed.keys()).some(function (control) {
      return document.contains(control); // a control the server replaced was saved
    });
    if (!leaving && (unsaved || failed.size || inFlight)) {
      event.preventDefault();
      event.returnValue = "";
    }
  });
})();
