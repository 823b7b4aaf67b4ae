import { Button, CopyButton } from "@mantine/core";
import { Link } from "react-router";
import { Instant } from "@/components/Instant";
import { Rows, Sub } from "@/components/Rows";
import { Tag } from "@/components/Tag";
import type { UnpricedModel } from "@/lib/api/types";
import { compact, count, MISSING } from "@/lib/format";
import classes from "./Prices.module.css";
import { priceBook } from "./unpriced";

const COLUMNS = [
  { label: "Model" },
  { label: "Service" },
  { label: "Calls", number: true },
  { label: "Tokens in / out", number: true },
  { label: "Last used" },
  { label: "Nearest known model" },
];

/** Models that were called and have no price, those of most tokens first. */
export function UnpricedTable({ items }: { items: UnpricedModel[] }) {
  return (
    <Rows columns={COLUMNS} label="Models without a price">
      {items.map((item) => (
        <tr key={`${item.vendor}/${item.model}/${item.service}`}>
          <td>
            <Link to={`/traces?last=7d&model=${encodeURIComponent(item.model)}`}>
              {item.model || "(no name)"}
            </Link>
            <Sub>{item.vendor || "no vendor"}</Sub>
          </td>
          <td className={classes.whole}>{item.service}</td>
          <td data-number>{count(item.calls)}</td>
          <td data-number>
            {compact(item.input_tokens)} / {compact(item.output_tokens)}
          </td>
          <td className={classes.whole}>
            <Instant at={item.last_seen} />
            <Sub>
              since <Instant at={item.first_seen} as="day" />
            </Sub>
          </td>
          <td>
            {item.is_priced_now ? <Tag tone="good">has a price now</Tag> : (item.nearest ?? MISSING)}
            {item.is_priced_now && <Sub>price the past again</Sub>}
          </td>
        </tr>
      ))}
    </Rows>
  );
}

/** What to write into the price book, ready to copy. */
export function PriceBookSnippet({ items }: { items: UnpricedModel[] }) {
  const yaml = priceBook(items.filter(({ is_priced_now }) => !is_priced_now));
  return (
    <div className={classes.snippet}>
      <div className={classes.bar}>
        <p>
          Fill in the dollars for a million tokens and add it to the price book, the file that{" "}
          <code>TOCSIN_PRICE_BOOK</code> names; it is read again when it changes.
        </p>
        <CopyButton value={yaml}>
          {({ copied, copy }) => (
            <Button size="compact-sm" variant="default" onClick={copy}>
              {copied ? "Copied" : "Copy YAML"}
            </Button>
          )}
        </CopyButton>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <pre className={classes.yaml} tabIndex={0}>
        {yaml}
      </pre>
    </div>
  );
}

/** How past tasks get the price that became known later. */
export function Again({ start, end }: { start: string; end: string }) {
  return (
    <div className={classes.snippet}>
      <p>Past tasks keep their cost until they are priced again; without --dry-run it is done.</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <pre className={classes.yaml} tabIndex={0}>
        {`tocsin prices reprice --start ${start} --end ${end} --dry-run`}
      </pre>
    </div>
  );
}
