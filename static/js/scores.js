/* A score sheet asks for a reason only where points differ from the suggestion, or there is none.
   Without this file every item shows the field; the server takes a reason in any case. */
(function () {
  "use strict";

  var form = document.querySelector(".score-form");
  if (!form) { return; }

  function isIdle(row) {
    var code = row.dataset.reason;
    var points = form.elements[row.dataset.pointsCell].value.trim();
    var offered = document.getElementById("offered-" + code).dataset.points;
    var reason = row.querySelector(".score-why input");
    if (reason.value || reason === document.activeElement) { return false; }
    return points === "" || offered !== "" && Number(points) === Number(offered);
  }

  function refresh() {
    form.querySelectorAll("[data-reason]").forEach(function (row) {
      row.classList.toggle("is-idle", isIdle(row));
    });
  }

  form.classList.add("has-script");
  form.addEventListener("input", refresh);
  document.addEventListener("htmx:afterSettle", refresh);
  refresh();
})();
