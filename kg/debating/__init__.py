"""The debate about open and closed: arguments, stances and courses of vendors as a net, who moved, traces through it."""
