using Xunit;

namespace InstructRec.Testing;

/// <summary>Programs that a machine may lack: their tests skip there with a reason, and fail where INSTRUCTREC_REQUIRE_ALL=1 says that nothing may be missing.</summary>
internal static class RequiredParts
{
    /// <summary>The first of the paths that exists.</summary>
    public static string Need(string what, params IEnumerable<string> paths)
    {
        string? found = paths.FirstOrDefault(File.Exists);
        if (found is null && Environment.GetEnvironmentVariable("INSTRUCTREC_REQUIRE_ALL") == "1")
        {
            throw new InvalidOperationException($"{what} is not on this machine, and INSTRUCTREC_REQUIRE_ALL=1 asks for everything.");
        }

        Skip.If(found is null, $"{what} is not on this machine.");
        return found!;
    }
}
