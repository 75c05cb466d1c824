using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Filters;

namespace InstructRec.Benchmarks.Running;

/// <summary>The values of a parameter with which a benchmark is one of its own: with the others it would measure again what another row shows.</summary>
/// <param name="parameter">The parameter.</param>
/// <param name="values">The values that stay.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OnlyAttribute(string parameter, params object[] values) : FilterConfigBaseAttribute(new SimpleFilter(c => values.Contains(c.Parameters[parameter])))
{
    /// <summary>The parameter.</summary>
    public string Parameter { get; } = parameter;

    /// <summary>The values that stay.</summary>
    public IReadOnlyList<object> Values { get; } = values;
}
