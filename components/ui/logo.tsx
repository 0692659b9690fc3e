/** The logo: radio waves around an arrow upwards. */
export const Logo = () => (
  <svg viewBox="0 0 24 24" className="size-7 shrink-0" aria-hidden="true">
    <rect width="24" height="24" rx="6" className="fill-accent" />
    <g
      fill="none"
      strokeWidth="1.9"
      strokeLinecap="round"
      strokeLinejoin="round"
      className="stroke-on-accent"
    >
      <path d="M6.2 15.2a8 8 0 0 1 0-7.4M17.8 15.2a8 8 0 0 0 0-7.4" opacity="0.65" />
      <path d="M12 17.5v-9M8.8 11.4 12 8.1l3.2 3.3" />
    </g>
  </svg>
);
