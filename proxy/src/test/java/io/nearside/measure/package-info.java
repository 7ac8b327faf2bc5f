/** Measurements with a main method of their own; no test run starts them. */
package io.nearside.measure;
