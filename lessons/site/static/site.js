// Sets the formulas, lets the keyboard scroll what is wider than the page, names what Furo leaves
// without a name, and spares the front page's readers what they do not see or do not want to move.
(() => {
  for (const node of document.querySelectorAll(".math")) {
    katex.render(node.textContent, node, { displayMode: node.localName === "div" });
  }

  const wide = () => {
    for (const node of document.querySelectorAll("pre, .table-wrapper, .output, div.math")) {
      if (node.scrollWidth > node.clientWidth) node.tabIndex = 0;
      else node.removeAttribute("tabindex");
    }
  };
  wide();
  addEventListener("resize", wide);

  document.querySelector(".sidebar-drawer")?.setAttribute("aria-label", "lessons");
  document.querySelector(".toc-drawer")?.setAttribute("aria-label", "on this page");
  for (const head of document.querySelectorAll("th")) {
    if (!head.textContent.trim()) head.replaceWith(document.createElement("td"));
  }

  const hero = document.querySelector(".site-hero");
  if (!hero) return;
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    for (const script of hero.querySelectorAll("script")) {
      script.textContent = script.textContent.replace('"playing": true', '"playing": false');
    }
  }
  new IntersectionObserver(([{ isIntersecting }]) => {
    const play = hero.querySelector(".dl101-play");
    if (!isIntersecting && play?.textContent.includes("Pause")) play.click();
  }).observe(hero);
})();
