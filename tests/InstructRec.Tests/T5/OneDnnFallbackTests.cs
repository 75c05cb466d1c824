using InstructRec.Runtime;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Tests.T5;

/// <summary>A libtorch that does not export oneDNN's linear, or exports one that fails: everything runs by MKL and says the same.</summary>
[Collection("native")]
public unsafe class OneDnnFallbackTests
{
    public static TheoryData<string, string> Missing => new()
    {
        { "aoti_torch_cpu__linear_pointwise_of_another_version", "libtorch_cpu.so" },
        { OneDnnLinear.Symbol, "libtorch_of_another_vendor.so" },
    };

    [Theory]
    [MemberData(nameof(Missing))]
    public void A_missing_symbol_or_library_is_not_found(string symbol, string library)
    {
        using Tensor any = ones(1);

        NativeFunctions.Find(symbol, library).Should().Be(0);
    }

    [Fact]
    public void Without_the_symbol_a_forced_oneDNN_is_MKL_bit_by_bit()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        OneDnnLinear missing = new(() => NativeFunctions.Find("no_such_function", "libtorch_cpu.so"));
        Tensor x = rand(600, 512), weight = rand(256, 512);
        LinearKernel kernel = new(new KernelOptions { Linear = LinearMethod.OneDnn }, missing);

        missing.IsAvailable.Should().BeFalse();
        kernel.Choose(x, weight).Should().Be(LinearMethod.Native);
        kernel.Apply(x, weight).ShouldBe(nn.functional.linear(x, weight), 0, "the fall-back");
    }

    [Fact]
    public void A_network_without_the_symbol_says_the_same_numbers()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        using T5ForConditionalGeneration with = SmallNetwork.Create();
        using T5ForConditionalGeneration without = new(with.Config, null, ScalarType.Float32, new OneDnnLinear(() => 0));
        foreach (((_, var to), (_, var from)) in without.named_parameters().Zip(with.named_parameters()))
        {
            to.copy_(from);
        }

        without.eval();
        (Tensor ids, Tensor mask) = SmallNetwork.Source(3, 40);
        with.KernelOptions = new KernelOptions { Linear = LinearMethod.OneDnn };
        without.KernelOptions = with.KernelOptions;

        without.EncodeHidden(ids, mask).ShouldBe(with.EncodeHidden(ids, mask), 1e-4, "encoder");
    }

    [Fact]
    public void A_function_that_fails_is_answered_by_MKL()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        OneDnnLinear failing = new(() => (nint)(delegate* unmanaged[Cdecl]<nint, nint, nint*, byte*, double**, long, byte**, nint*, int>)&Fail);
        Tensor x = rand(600, 64), weight = rand(32, 64);

        failing.CanRun(x, weight).Should().BeTrue();
        failing.Apply(x, weight).ShouldBe(nn.functional.linear(x, weight), 0, "the fall-back");
    }

    [System.Runtime.InteropServices.UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static int Fail(nint x, nint weight, nint* bias, byte* activation, double** scalars, long count, byte** algorithm, nint* result) => 1;
}
