"""The nodes of a process at work, on py_trees.

Life-cycle, as py_trees has it (`Behaviour.tick`):

- construction: everything that is known before anything moves; no device is touched.
- `initialise`: when a node is ticked and was not running: what is counted from the beginning of the work.
- `update` (leaves) or `tick` (composites): look at devices, prompts and time, never wait; RUNNING only where a device,
  an answer or the time given by `wake_at_s` will move it on.
- `terminate`: when the node ends, and with INVALID when somebody above stops it: running commands are cancelled.

py_trees' `setup` and `shutdown` are not used: the runner builds a tree for one attempt and drops it.
"""
