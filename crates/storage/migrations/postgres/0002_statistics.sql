-- What the planner knows of a table that is young: where it believes that a tenant has a handful of rows, it reads all of them instead of going by the
-- index. The server's own upkeep looks once a minute, an import writes a million rows meanwhile. So statistics are made anew whenever a table has doubled;
-- of large ones that is left to the server.
CREATE FUNCTION slrt_refresh_statistics() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    grown regclass;
BEGIN
    -- One at a time: another server is about it.
    IF NOT pg_try_advisory_xact_lock(hashtextextended('slrt_refresh_statistics', 0)) THEN
        RETURN;
    END IF;
    FOR grown IN
        SELECT c.oid FROM pg_class c
        WHERE c.relkind = 'r' AND c.relowner = current_user::regrole AND c.relpages < 8192
            AND pg_relation_size(c.oid) > current_setting('block_size')::bigint * (2 * c.relpages + 1)
    LOOP
        EXECUTE format('ANALYZE %s', grown);
    END LOOP;
END
$$;
REVOKE ALL ON FUNCTION slrt_refresh_statistics() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION slrt_refresh_statistics() TO slrt_app;
