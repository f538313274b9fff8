/** A pair of scales, which every weigh house had. */
export function Logo() {
  return (
    <svg
      viewBox="0 0 24 24"
      className="size-5 text-brass"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M12 3.5v16M8 20.5h8M4.5 6.5h15" />
      <path d="m2 13 2.75-6.5L7.5 13a2.9 2.9 0 0 1-5.5 0zM16.5 13l2.75-6.5L22 13a2.9 2.9 0 0 1-5.5 0z" />
    </svg>
  )
}
