import { Kbd, Modal } from "@mantine/core";
import { Fragment } from "react";
import classes from "./KeyboardHelp.module.css";
import { PLACES } from "./places";

const KEYS: readonly [keys: string[], does: string][] = [
  ...PLACES.map(({ key, label }): [string[], string] => [["g", key], label]),
  [["/"], "Filter this list"],
  [["j"], "Next row or span"],
  [["k"], "Previous row or span"],
  [["Enter"], "Open the row"],
  [["?"], "This list"],
];

export function KeyboardHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard" size="xs" lockScroll={false}>
      <dl className={classes.keys}>
        {KEYS.map(([keys, does]) => (
          <Fragment key={does}>
            <dt>
              {keys.map((key) => (
                <Kbd key={key} mr={4}>
                  {key}
                </Kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </Fragment>
        ))}
      </dl>
    </Modal>
  );
}
