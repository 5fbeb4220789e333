// Several tests count the process's descriptors or change its limits.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
