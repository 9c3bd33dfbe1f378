/* Makes the pages quicker, never possible: everything also works without this file.
   Written for Chromium 78: no optional chaining, no modules; CSP allows no eval.

   form[data-once]  sending it twice by impatience is prevented. Not for forms that download.
   #msg-<name>      the message slot of the control <name>; data-level="error" marks it invalid. */
(function () {
  "use strict";

  var RESUBMIT_AFTER_MS = 10000;

  function csrfToken() {
    var found = document.cookie.match(/(?:^|; )csrftoken=([^;]*)/);
    return found ? found[1] : "";
  }

  // A login in another tab changes the token; the cookie always holds the one that counts.
  document.addEventListener("htmx:configRequest", function (event) {
    if (event.detail.verb !== "get") {
      delete event.detail.parameters.csrfmiddlewaretoken;
      event.detail.headers["X-CSRFToken"] = csrfToken();
    }
  });

  function allowSubmit(form) {
    delete form.dataset.sent;
    form.querySelectorAll("[data-once-disabled]").forEach(function (button) {
      delete button.dataset.onceDisabled;
      button.disabled = false;
    });
  }

  function sendOnce(form, event) {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    form.dataset.leaving = "1"; // however long the answer takes
    // After this turn, so that the pressed button still goes along with the form.
    setTimeout(function () {
      form.querySelectorAll("button[type=submit]:enabled").forEach(function (button) {
        button.dataset.onceDisabled = "1";
        button.disabled = true;
      });
    }, 0);
    setTimeout(allowSubmit, RESUBMIT_AFTER_MS, form);
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented) { return; } // htmx sends it
    var token = form.elements.csrfmiddlewaretoken;
    if (token && csrfToken()) { token.value = csrfToken(); }
    if ("once" in form.dataset) { sendOnce(form, event); }
  });

  // A second click of habit would close again what the first has opened.
  document.addEventListener("click", function (event) {
    if (event.detail > 1 && event.target.closest("details.confirm > summary")) {
      event.preventDefault();
    }
  });

  // Reasons and opinions save themselves nowhere: leaving them behind is asked about once more.
  function holdsTyping(form) {
    return !form.dataset.leaving && Array.from(form.elements).some(function (control) {
      return /^(text|textarea)$/.test(control.type) && control.value !== control.defaultValue;
    });
  }
  window.addEventListener("beforeunload", function (event) {
    var forms = document.querySelectorAll("form[data-once]:not([data-autosave])");
    if (!Array.from(forms).some(holdsTyping)) { return; }
    event.preventDefault();
    event.returnValue = "";
  });

  // Also fires when the “back” button brings a page out of the browser's memory.
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-once]").forEach(function (form) {
      delete form.dataset.leaving;
      allowSubmit(form);
    });
  });

  function markInvalid() {
    document.querySelectorAll("[id^='msg-']").forEach(function (slot) {
      var invalid = slot.dataset.level === "error" && slot.textContent.trim() !== "";
      document.getElementsByName(slot.id.slice("msg-".length)).forEach(function (control) {
        if (invalid) {
          control.setAttribute("aria-invalid", "true");
        } else {
          control.removeAttribute("aria-invalid");
        }
      });
      var cell = slot.closest("td, .field");
      if (cell) {
        cell.classList.toggle("has-error", cell.querySelector("[aria-invalid]") !== null);
      }
    });
  }

  function focusTarget() {
    var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || target.id === "main") { return; }
    var controls = "input:not([type=hidden]), select, textarea";
    var control = target.matches(controls) ? target : target.querySelector(controls);
    if (control) { control.focus(); }
  }

  document.addEventListener("htmx:afterSettle", markInvalid);
  document.addEventListener("htmx:oobAfterSwap", markInvalid);
  window.addEventListener("hashchange", focusTarget);
  markInvalid();
  focusTarget();
})();
