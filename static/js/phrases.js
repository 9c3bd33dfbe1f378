/* Usual phrases beside an opinion: a click adds one to the box named by data-phrases.

   The boxes are plain text areas, so without script the phrases stay hidden and one types. */
(function () {
  "use strict";

  // As if typed at the end, so that Ctrl+Z takes it back and what stood there stays.
  function add(box, phrase) {
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
    if (!document.execCommand("insertText", false, phrase)) {
      box.value += phrase;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  document.querySelectorAll("[data-phrases]").forEach(function (list) {
    list.hidden = false;
    list.addEventListener("click", function (event) {
      var button = event.target.closest("button");
      var box = document.getElementById(list.dataset.phrases);
      if (!button || !box) { return; }
      if (box.value.indexOf(button.textContent) < 0) { add(box, button.textContent); }
      box.focus();
    });
  });
})();
