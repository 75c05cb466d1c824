using System.Globalization;
using BenchmarkDotNet.Running;
using InstructRec.Benchmarks.Decoding;

// "profile NAME" measures ratios: the ways to compare run in turns within one process, and medians are printed.
switch (args)
{
    case ["profile", "trie", .. var rest]:
        CatalogTrieProfile.Run(rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 1_000_000);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
