// Meters are the process's: what one test measures, another would see.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
