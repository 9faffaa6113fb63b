using Fallacies.Benchmarks;
using Fallacies.Benchmarks.Runtime;

return args switch
{
    ["edit"] => await EditBenchmark.RunAsync(edits: 100),
    ["memory"] => await MemoryBenchmark.RunAsync(),
    ["runtime", .. var filters] => RuntimeBenchmarks.Run(filters),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("edit     time to analyse a 1,000-line file again after each keystroke, as an editor does");
    Console.Error.WriteLine("memory   what the rules keep in memory for each compilation that an editor holds");
    Console.Error.WriteLine("runtime  each strategy beside Polly's, on one and two threads; a word filters by name");
    return 2;
}
