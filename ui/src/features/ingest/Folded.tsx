import { UnstyledButton } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { count } from "@/lib/format";
import classes from "./Conversation.module.css";
import { indented, pieces } from "./json";

/** How much of a text is shown at first: data is read by its lines, and what repeats in every call need not be. */
const PROSE = { characters: 700, lines: 12 };
const BRIEF = { characters: 260, lines: 5 };
const CODE = { characters: 1_500, lines: 24 };

type Measure = typeof PROSE;

/** Text as it was said; long text shows its beginning until asked for all. */
export function Prose(props: { text: string; faint?: boolean; brief?: boolean }) {
  const { text, faint = false, brief = false } = props;
  return (
    <Folded text={text} most={brief ? BRIEF : PROSE}>
      {(shown) => <div className={faint ? `${classes.prose} ${classes.faint}` : classes.prose}>{shown}</div>}
    </Folded>
  );
}

/** Arguments, results and other data: JSON indented and coloured, anything else as it is. */
export function Code({ text }: { text: string }) {
  const json = indented(text);
  return (
    <Folded text={json ?? text} most={CODE}>
      {(shown) => <pre className={classes.code}>{json === null ? shown : <Inked json={shown} />}</pre>}
    </Folded>
  );
}

function Inked({ json }: { json: string }) {
  return pieces(json).map(({ ink, text }, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces are never reordered
    <span key={index} className={classes[ink]}>
      {text}
    </span>
  ));
}

function Folded(props: { text: string; most: Measure; children: (shown: string) => ReactNode }) {
  const { text, most, children } = props;
  const [open, setOpen] = useState(false);
  const beginning = beginningOf(text, most);
  const isLong = beginning.length < text.length;
  return (
    <>
      {children(open || !isLong ? text : `${beginning}…`)}
      {isLong && (
        <UnstyledButton className={classes.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Show less" : `Show all ${count(text.length)} characters`}
        </UnstyledButton>
      )}
    </>
  );
}

/** The beginning of a text; all of it when the rest is too short to be worth a click. */
function beginningOf(text: string, most: Measure): string {
  const lines = text.split("\n");
  if (text.length <= most.characters * 1.25 && lines.length <= most.lines * 1.25) return text;
  return lines.slice(0, most.lines).join("\n").slice(0, most.characters).trimEnd();
}
