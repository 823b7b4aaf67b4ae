import { EmptyNotice } from "@/components/Notice";

export function NoSlos() {
  return (
    <EmptyNotice title="No objectives yet">
      Say what a good answer is in an OpenSLO file, check it with <code>tocsin check FILE</code> and put it
      into force with <code>tocsin apply FILE</code>. Alerts, incidents and diagnosis follow from it.
    </EmptyNotice>
  );
}
