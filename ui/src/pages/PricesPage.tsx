import { Loaded } from "@/components/Loaded";
import { EmptyNotice } from "@/components/Notice";
import { PageHeader } from "@/components/PageHeader";
import { Panel } from "@/components/Panel";
import { ComparisonTable } from "@/features/cost/ComparisonTable";
import { PriceTable } from "@/features/cost/PriceTable";
import { useComparisons, usePrices, useUnpriced } from "@/features/cost/queries";
import { Again, PriceBookSnippet, UnpricedTable } from "@/features/cost/UnpricedTable";
import classes from "./Page.module.css";

/** What costs rest on: which calls have no price, what models cost, and what others say they cost. */
export function PricesPage() {
  return (
    <>
      <PageHeader title="Prices" parent={{ label: "Costs", to: "/costs" }} />
      <div className={classes.stack}>
        <WithoutPrice />
        <Known />
        <Reported />
      </div>
    </>
  );
}

function WithoutPrice() {
  const unpriced = useUnpriced();
  return (
    <Panel
      title="Models without a price"
      note="last 7 days; their calls count as $0, so costs are lower bounds"
    >
      <Loaded query={unpriced} rows={3}>
        {({ items, start, end }) =>
          items.length === 0 ? (
            <EmptyNotice title="Every call has a price" />
          ) : (
            <>
              <UnpricedTable items={items} />
              {items.some((item) => !item.is_priced_now) && <PriceBookSnippet items={items} />}
              {items.some((item) => item.is_priced_now) && <Again start={start} end={end} />}
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

function Known() {
  const prices = usePrices();
  return (
    <Panel title="Prices" note="of every model seen, in US dollars for a million tokens">
      <Loaded query={prices}>
        {(items) =>
          items.length === 0 ? (
            <EmptyNotice title="No model was called yet">
              A model's price is listed here once a call of it came.
            </EmptyNotice>
          ) : (
            <PriceTable prices={items} />
          )
        }
      </Loaded>
    </Panel>
  );
}

function Reported() {
  const comparisons = useComparisons();
  return (
    <Panel title="Reported and computed" note="last 7 days; widest apart first">
      <Loaded query={comparisons} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyNotice title="No call says what it cost">
              Some SDKs and gateways put a cost on their spans. Tocsin never takes it for the cost, and
              compares it here with what the tokens cost by price.
            </EmptyNotice>
          ) : (
            <ComparisonTable items={items} />
          )
        }
      </Loaded>
    </Panel>
  );
}
