using InstructRec;
using InstructRec.Benchmarks.Profiling;

// The profile verb of the benchmarks without what draws pictures and compares to others.
try
{
    return ProfileCommand.Execute(ProfileOptions.Parse(args is ["profile", .. var rest] ? rest : args), draw: null);
}
catch (InstructRecException exception)
{
    Console.Error.WriteLine(exception.Message.ReplaceLineEndings(" "));
    return 1;
}
