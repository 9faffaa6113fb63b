using Fallacies.Benchmarks;

return args switch
{
    ["edit"] => await EditBenchmark.RunAsync(edits: 100),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("edit     time to analyse a 1,000-line file again after each keystroke, as an editor does");
    return 2;
}
