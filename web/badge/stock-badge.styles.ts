import { css } from 'lit';

/**
 * A page's rules do not reach in here, but what is inherited does: font and colour are welcome,
 * what would make the text unreadable is not. A page may hide the badge itself, as it may anything.
 */
export const styles = css`
  :host {
    display: inline-block;
  }
  :host([hidden]) {
    display: none !important;
  }
  .badge {
    display: inline-flex;
    align-items: baseline;
    gap: var(--stock-badge-gap, 0.45em);
    letter-spacing: normal;
    line-height: 1.4;
    text-align: start;
    text-indent: 0;
    text-shadow: none;
    text-transform: none;
    white-space: normal;
    word-spacing: normal;
  }
  .dot {
    flex: none;
    box-sizing: border-box;
    inline-size: var(--stock-badge-dot-size, 0.6em);
    block-size: var(--stock-badge-dot-size, 0.6em);
    border: 0.12em solid var(--dot);
    border-radius: 50%;
    background: var(--dot);
    --dot: var(--stock-badge-unknown-color, light-dark(#6b7280, #9ca3af));
  }
  .in .dot {
    --dot: var(--stock-badge-in-color, light-dark(#15803d, #4ade80));
  }
  /* Shapes differ too, for who does not see the colours: full, half, empty. */
  .low .dot {
    --dot: var(--stock-badge-low-color, light-dark(#b45309, #fbbf24));
    background: linear-gradient(to top, var(--dot) 50%, transparent 50%);
  }
  .out .dot {
    --dot: var(--stock-badge-out-color, light-dark(#b91c1c, #f87171));
    background: none;
  }
  .unknown .dot,
  .loading .dot {
    background: none;
    border-style: dotted;
  }
  .loading .dot {
    display: none;
  }
  @media (forced-colors: active) {
    .dot {
      forced-color-adjust: none;
      --dot: CanvasText !important;
    }
  }
`;
