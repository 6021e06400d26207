/** The one picture of the house: an arched doorway and its light, two flat steps of the organization's colour. */
export function DoorField() {
  return (
    <div className="door-field" aria-hidden="true">
      <svg
        className="light-band"
        viewBox="0 0 360 72"
        preserveAspectRatio="xMaxYMid slice"
        fill="var(--field-2)"
        aria-hidden="true"
      >
        <path d="M228 0h92l-44 72H160z" />
      </svg>
      <svg
        className="light-wide"
        viewBox="0 0 640 832"
        preserveAspectRatio="xMidYMax slice"
        fill="var(--field-2)"
        aria-hidden="true"
      >
        <path d="M300 544V300a116 116 0 0 1 232 0v244zM292 556h248L360 832H-28z" />
      </svg>
    </div>
  );
}
