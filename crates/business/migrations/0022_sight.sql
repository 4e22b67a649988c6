-- As what an admin looks at the company for a while, to see what others see.
ALTER TABLE session ADD COLUMN sight TEXT;
