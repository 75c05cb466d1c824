using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace InstructRec.Runtime;

/// <summary>Finds out why TorchSharp's native libraries did not load.</summary>
internal static class NativeLibraryDiagnosis
{
    /// <summary>The version of the native package that belongs to the managed TorchSharp in use, for example <c>0.107.0</c>.</summary>
    public static string PackageVersion =>
        typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "of the same version";

    private static string Bridge => OperatingSystem.IsWindows() ? "LibTorchSharp.dll" : OperatingSystem.IsMacOS() ? "libLibTorchSharp.dylib" : "libLibTorchSharp.so";

    private static string Library => OperatingSystem.IsWindows() ? "torch_cpu.dll" : OperatingSystem.IsMacOS() ? "libtorch_cpu.dylib" : "libtorch_cpu.so";

    /// <summary>Loads the bridge between TorchSharp and libtorch with the system's own loader.</summary>
    /// <returns>Why it cannot be loaded, or <see langword="null"/> when it is loaded.</returns>
    public static InstructRecException? Examine()
    {
        // A host may have loaded libraries of its own choice, or name their folder to the loader.
        if (NativeLibrary.TryLoad(Library, out _) && NativeLibrary.TryLoad(Bridge, out _))
        {
            return null;
        }

        string? library = Find(Library);
        string? bridge = Find(Bridge);
        if (library is null || bridge is null)
        {
            return Missing(library is null ? Library : Bridge);
        }

        try
        {
            _ = NativeLibrary.Load(library);
            _ = NativeLibrary.Load(bridge);
            return null;
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            return Explain(exception.Message, exception);
        }
    }

    /// <summary>Puts the loader's words into cause and cure.</summary>
    public static InstructRecException Explain(string words, Exception cause)
    {
        string where = Find(Bridge) ?? AppContext.BaseDirectory;
        words = words.ReplaceLineEndings(" ").Trim();
        if (words.Contains("GLIBCXX_", StringComparison.Ordinal) || words.Contains("GLIBC_", StringComparison.Ordinal))
        {
            return new InstructRecException(
                InstructRecErrorKind.Runtime,
                $"This system's C++ runtime is older than the one TorchSharp's native library asks for ({words})",
                where,
                "Run on a system with GCC 13's libstdc++ (Ubuntu 24.04, Debian 13, or .NET 10's container images), or import build/NativeCompatibility.targets of the InstructRec repository, which marks that need as weak in the output folder",
                innerException: cause);
        }

        return new InstructRecException(
            InstructRecErrorKind.Runtime,
            $"TorchSharp's native library could not be loaded ({words})",
            where,
            $"Check that TorchSharp and its native package are both {PackageVersion} and that the process is of the library's architecture ({RuntimeInformation.ProcessArchitecture})",
            innerException: cause);
    }

    private static InstructRecException Missing(string file) => new(
        InstructRecErrorKind.Runtime,
        $"The native libraries of TorchSharp are not beside the application ({file} was not found)",
        AppContext.BaseDirectory,
        $"Reference the package TorchSharp-cpu {PackageVersion} (or TorchSharp-cuda-linux, TorchSharp-cuda-windows) in the application's own project");

    private static string? Find(string file)
    {
        string listed = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? string.Empty;
        IEnumerable<string> folders = listed.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(AppContext.BaseDirectory)
            .Append(Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native"))
            .Append(Path.Combine(AppContext.BaseDirectory, "runtimes", OperatingSystem.IsLinux() ? "linux-x64" : OperatingSystem.IsMacOS() ? "osx-arm64" : "win-x64", "native"));
        return folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
    }
}
