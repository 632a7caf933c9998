/**
 * The language that a page says an element is in, as written there; undefined if it says none. The
 * nearest `lang` counts, also beyond the shadow roots of the components that the element stands in.
 */
export function languageAround(element: Element): string | undefined {
  for (let at: Element | null = element; at; at = hostOf(at)) {
    const said = at.closest('[lang]')?.getAttribute('lang')?.trim();
    if (said !== undefined) return said || undefined;
  }
  return undefined;
}

function hostOf(element: Element): Element | null {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}
