import { Instant } from "@/components/Instant";
import { Rows, Sub } from "@/components/Rows";
import { Tag } from "@/components/Tag";
import type { Price, PricePeriod } from "@/lib/api/types";
import { count, MISSING, words } from "@/lib/format";
import classes from "./Prices.module.css";
import { CAVEATS, inForce, perMillion, validity } from "./prices";

const COLUMNS = [
  { label: "Model" },
  { label: "Whose price" },
  { label: "In force" },
  { label: "Input", number: true },
  { label: "Output", number: true },
  { label: "Cache read", number: true },
  { label: "Cache write", number: true },
];

/** What every model seen costs, in US dollars for a million tokens. */
export function PriceTable({ prices }: { prices: Price[] }) {
  return (
    <Rows columns={COLUMNS} label="Prices, in US dollars for a million tokens">
      {prices.map((price) => (
        <PriceRow key={`${price.vendor}/${price.model}/${price.service_tier}`} price={price} />
      ))}
    </Rows>
  );
}

function PriceRow({ price }: { price: Price }) {
  const period = inForce(price);
  const [rates, ...further] = period?.rates ?? [];
  return (
    <tr>
      <td>
        {price.model || "(no name)"}
        <Sub>
          {price.vendor || "no vendor"}
          {price.service_tier && `, ${price.service_tier}`}
        </Sub>
      </td>
      <td>
        {period?.source && rates ? period.source : <Tag tone="warn">no price</Tag>}
        <PricedAs price={price} />
      </td>
      <td className={classes.whole}>{period && rates ? <Validity period={period} /> : MISSING}</td>
      <td data-number>
        {perMillion(rates?.input)}
        {further.length > 0 && (
          <Sub>
            {further.map(({ above_input_tokens, input }) => rateAbove(above_input_tokens, input)).join(", ")}
          </Sub>
        )}
      </td>
      <td data-number>
        {perMillion(rates?.output)}
        {further.length > 0 && (
          <Sub>
            {further
              .map(({ above_input_tokens, output }) => rateAbove(above_input_tokens, output))
              .join(", ")}
          </Sub>
        )}
      </td>
      <td data-number>{perMillion(rates?.cache_read)}</td>
      <td data-number>{perMillion(rates?.cache_write)}</td>
    </tr>
  );
}

function PricedAs({ price }: { price: Price }) {
  const own = `${price.vendor}/${price.model}`;
  return (
    <>
      {price.priced_as && price.priced_as !== own && <Sub>as {price.priced_as}</Sub>}
      {price.caveats.length > 0 && (
        <div className={classes.tags}>
          {price.caveats.map((caveat) => (
            <span key={caveat} title={CAVEATS[caveat]}>
              <Tag tone="warn">{words(caveat)}</Tag>
            </span>
          ))}
        </div>
      )}
    </>
  );
}

function Validity({ period }: { period: PricePeriod }) {
  const { since, until } = validity(period);
  return (
    <>
      {since ? (
        <>
          since <Instant at={since} as="day" />
        </>
      ) : (
        "always"
      )}
      {until && (
        <Sub>
          until <Instant at={until} as="day" />
        </Sub>
      )}
      {period.note && <Sub>{period.note}</Sub>}
    </>
  );
}

/** A rate that holds only for some calls: long ones, or at some hours. */
function rateAbove(tokens: number, rate: number): string {
  return tokens > 0 ? `${perMillion(rate)} above ${count(tokens)}` : `${perMillion(rate)} at times`;
}
