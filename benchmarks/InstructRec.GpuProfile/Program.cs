using InstructRec;
using InstructRec.Benchmarks.Profiling;

// The profile verb of the benchmarks without what draws pictures and compares to others.
try
{
    ProfileCommand.Run(ProfileOptions.Parse(args is ["profile", .. var rest] ? rest : args), draw: null);
    return 0;
}
catch (InstructRecException exception)
{
    Console.Error.WriteLine(exception.Message.ReplaceLineEndings(" "));
    return 1;
}
