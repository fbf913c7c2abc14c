// Sets the formulas, lets the keyboard scroll what is wider than the page, names what Furo leaves
// without a name, and spares the front page's readers what they do not see or do not want to move.
(() => {
  for (const node of document.querySelectorAll(".math"))
    katex.render(node.textContent, node, { displayMode: node.localName === "div" });

  const wide = () => {
    for (const node of document.querySelectorAll("pre, .table-wrapper, .output, div.math"))
      if (node.scrollWidth > node.clientWidth) node.tabIndex = 0;
      else node.removeAttribute("tabindex");
  };
  wide();
  addEventListener("resize", wide);

  document.querySelector(".sidebar-drawer")?.setAttribute("aria-label", "lessons");
  document.querySelector(".toc-drawer")?.setAttribute("aria-label", "on this page");
  for (const head of document.querySelectorAll("th"))
    if (!head.textContent.trim()) head.replaceWith(document.createElement("td"));

  const hero = document.querySelector(".site-hero");
  if (!hero) return;
  const pause = () => {
    const play = hero.querySelector(".dl101-play");
    if (play?.textContent.includes("Pause")) play.click();
    return play;
  };
  new IntersectionObserver(([{ isIntersecting }]) => isIntersecting || pause()).observe(hero);
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    const made = new MutationObserver(() => pause() && made.disconnect());
    made.observe(hero, { childList: true, subtree: true });
  }
})();
