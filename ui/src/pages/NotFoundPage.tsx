import { Link } from "react-router";
import { PageHeader } from "@/components/PageHeader";

export function NotFoundPage() {
  return (
    <>
      <PageHeader title="No such page" />
      <p>
        The address may be mistyped, or from a newer Tocsin. Go to the <Link to="/">overview</Link>.
      </p>
    </>
  );
}
