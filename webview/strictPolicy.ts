import * as z from 'zod';

// The page's policy forbids eval. Schemas try it when they are made, and every try would be reported as a
// violation: this must be imported before any module that makes one.
z.config({ jitless: true });
