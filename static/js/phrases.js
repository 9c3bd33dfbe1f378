/* Usual phrases beside an opinion: a click writes one into the box named by data-phrases.

   The boxes are plain text areas, so without script the phrases stay hidden and one types. */
(function () {
  "use strict";

  document.querySelectorAll("[data-phrases]").forEach(function (list) {
    list.hidden = false;
    list.addEventListener("click", function (event) {
      var button = event.target.closest("button");
      var box = document.getElementById(list.dataset.phrases);
      if (!button || !box) { return; }
      box.value = button.textContent;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.dispatchEvent(new Event("change", { bubbles: true }));
      box.focus();
    });
  });
})();
