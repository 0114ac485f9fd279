import fc from 'fast-check'

/**
 * One seed for every property, so a change is judged by the change and not by luck.
 * `SEED=…` tries other labs; a failure prints the seed that found it.
 */
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.SEED ?? 20_260) })
