-- The day on which a need got more time, as its standard allows once.
ALTER TABLE concern ADD COLUMN extended_on TEXT;
