"use strict";
(function () {
  var switches = document.querySelectorAll("input.language");
  function follow() {
    switches.forEach(function (each) {
      if (each.checked) { document.documentElement.lang = each.value; }
    });
  }
  function open(hash) {
    var edition = /^#(en|zh)-/.exec(hash);
    var choice = edition && document.getElementById("language-" + edition[1]);
    if (choice && !choice.checked) {
      choice.checked = true;
      follow();
      var place = document.getElementById(hash.slice(1));
      if (place) { place.scrollIntoView(); }
    }
  }
  switches.forEach(function (each) { each.addEventListener("change", follow); });
  window.addEventListener("hashchange", function () { open(location.hash); });
  open(location.hash);
  follow();

  document.querySelectorAll("button.copy").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var list = button.parentElement.querySelector(".ids");
      var range = document.createRange();
      range.selectNodeContents(list);
      var selection = window.getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      var done = false;
      try { done = document.execCommand("copy"); } catch (refused) { done = false; }
      button.textContent = done ? button.dataset.done : button.dataset.marked;
    });
  });
})();
