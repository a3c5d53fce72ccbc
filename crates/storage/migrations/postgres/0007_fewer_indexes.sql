-- Every intake pays for every index. Nobody looks for cases by family, and what is about a person is found by their concerns.
DROP INDEX case_person;
DROP INDEX case_family;
-- Most needs are in no institution's hands.
DROP INDEX concern_inbox;
CREATE INDEX concern_inbox ON concern (tenant, turn_institution, due, id) WHERE turn_institution IS NOT NULL;
