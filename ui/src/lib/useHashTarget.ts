import { useEffect } from "react";
import { useLocation } from "react-router";

/** The id that the URL's hash names; brings that element into view once it is there to be seen. */
export function useHashTarget(): string {
  const { hash } = useLocation();
  const id = decodeURIComponent(hash.slice(1));
  useEffect(() => {
    if (id) document.getElementById(id)?.scrollIntoView({ block: "center" });
  }, [id]);
  return id;
}
