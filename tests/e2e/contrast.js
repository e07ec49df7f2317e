// An expression: all that is too faint on the page it is evaluated in, by the contrast ratio of
// WCAG 2: text below 4.5, marks and the edges of fields below 3.
(() => {
  const channels = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = ([red, green, blue]) => {
    const [r, g, b] = [red, green, blue].map((channel) => {
      const part = channel / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [dark, bright] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  const groundOf = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const color = channels(getComputedStyle(each).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const faint = [];
  let measured = 0;
  const check = (element, color, least, what) => {
    const found = ratio(channels(color), groundOf(element));
    ++measured;
    if (!(found >= least)) faint.push(`${what}: ${found.toFixed(2)}`);
  };
  for (const element of document.body.querySelectorAll("*")) {
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const style = getComputedStyle(element);
    const text = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE)
      .map((node) => node.textContent.trim()).join("");
    if (text) check(element, style.color, 4.5, text);
    if (element.matches(".strip path")) {
      const color = style.fill === "none" ? style.stroke : style.fill;
      check(element, color, 3, `mark ${element.getAttribute("class")}`);
    }
    if (element.matches("input[type=search], button")) {
      check(element.parentElement, style.borderTopColor, 3, `edge of ${element.id}`);
    }
  }
  return { measured, faint };
})()
