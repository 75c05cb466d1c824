using System.Buffers.Binary;
using System.Text;
using InstructRec.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Tests.Checkpoints;

[Collection("native")]
public sealed class SafetensorsFileTests
{
    [Theory]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}", 12, "Tensor b*overlap*a")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[12,20]}}", 20, "Tensor b*4 bytes that belong to no tensor")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}", 16, "Tensor a*twice")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 4, "Tensor a*promises more bytes than the file has")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 12, "After the last tensor 4 bytes")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}", 8, "Tensor a*needs 12 bytes*span 8")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}", 8, "Tensor a*backwards")]
    [InlineData("{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[8],\"data_offsets\":[0,8]}}", 8, "Tensor a*F8_E4M3*none that can be read")]
    [InlineData("{\"a\":{\"dtype\":\"8\",\"shape\":[8],\"data_offsets\":[0,8]}}", 8, "Tensor a*none that can be read")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]}}", 8, "Tensor a*more elements than can be counted")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[0,9223372036854775807],\"data_offsets\":[0,0]}}", 0, "Tensor a*more elements than can be counted")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904],\"data_offsets\":[0,9223372036854775807]}}", 8, "Tensor a*more elements than can be counted")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}", 8, "Tensor a*no whole number")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}", 8, "Tensor a*lacks")]
    [InlineData("{\"a\":7}", 0, "Tensor a*no object")]
    [InlineData("[]", 0, "no JSON object")]
    [InlineData("{\"a\":", 0, "no valid JSON")]
    [InlineData("", 0, "no valid JSON")]
    public void Refuses_a_header_that_cannot_be_true(string header, int data, string message)
    {
        using TemporaryFolder folder = new();
        string path = folder.Of("x.safetensors");
        Write(path, (ulong)Encoding.UTF8.GetByteCount(header), header, data);

        InstructRecException refusal = FluentActions.Invoking(() => SafetensorsFile.Open(path)).Should().Throw<InstructRecException>().WithMessage($"{path}: *{message}*").Which;
        refusal.Kind.Should().Be(InstructRecErrorKind.Checkpoint);
    }

    [Theory]
    [InlineData(3UL)]
    [InlineData(100UL)]
    [InlineData(1UL << 40)]
    [InlineData(ulong.MaxValue)]
    public void Refuses_a_header_longer_than_the_file(ulong length)
    {
        using TemporaryFolder folder = new();
        Write(folder.Of("x.safetensors"), length, "{}", 0);
        FluentActions.Invoking(() => SafetensorsFile.Open(folder.Of("x.safetensors"))).Should().Throw<InstructRecException>().WithMessage("*longer than the file*");
    }

    [Fact]
    public void Refuses_what_is_no_file()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.Of("empty"), []);
        foreach (string path in new[] { folder.Of("empty"), folder.Of("absent"), folder.Path, folder.Of("empty", "under") })
        {
            FluentActions.Invoking(() => SafetensorsFile.Open(path)).Should().Throw<InstructRecException>().Which.Where.Should().Be(path);
        }
    }

    [Fact]
    public void Reads_every_element_type_as_it_was_written()
    {
        using DisposeScope scope = NewDisposeScope();
        using TemporaryFolder folder = new();
        Dictionary<string, Tensor> tensors = new ScalarType[] { ScalarType.Bool, ScalarType.Byte, ScalarType.Int8, ScalarType.Int16, ScalarType.Int32, ScalarType.Int64, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Float32, ScalarType.Float64 }
            .ToDictionary(t => $"a \"quoted\" ☃ {t}", t => (arange(1, 25).view(2, 3, 4) % 2).to(t));
        tensors["turned"] = arange(6.0f).view(2, 3).t();
        tensors["scalar"] = tensor(2.5f);
        tensors["nothing"] = zeros(0, 3);
        SafetensorsWriter.Write(folder.Of("x.safetensors"), tensors);

        using SafetensorsFile file = SafetensorsFile.Open(folder.Of("x.safetensors"));
        file.Tensors.Keys.Should().BeEquivalentTo(tensors.Keys);
        foreach ((string name, Tensor expected) in tensors)
        {
            Tensor found = file.Read(name);
            found.dtype.Should().Be(expected.dtype);
            found.shape.Should().Equal(expected.shape);
            found.bytes.ToArray().Should().Equal(expected.contiguous().bytes.ToArray());
        }

        file.Read("turned", ScalarType.BFloat16).equal(tensors["turned"].to(ScalarType.BFloat16)).all().item<bool>().Should().BeTrue();
    }

    [Fact]
    public void Copies_tensors_longer_than_one_piece_and_notices_what_is_not_finite()
    {
        using DisposeScope scope = NewDisposeScope();
        using TemporaryFolder folder = new();
        Tensor large = arange(5_000_011.0f);
        Tensor broken = large.clone();
        broken[4_999_999] = float.NaN;
        SafetensorsWriter.Write(folder.Of("x.safetensors"), new Dictionary<string, Tensor> { ["large"] = large, ["broken"] = broken, ["wide"] = tensor(new[] { 1f, 70_000f }) });

        using SafetensorsFile file = SafetensorsFile.Open(folder.Of("x.safetensors"));
        file.Read("large").bytes.SequenceEqual(large.bytes).Should().BeTrue();
        file.Read("large", ScalarType.Float64).equal(large.to(ScalarType.Float64)).all().item<bool>().Should().BeTrue();
        file.CopyTo("large", empty_like(large)).Should().BeTrue();
        file.CopyTo("broken", empty_like(large)).Should().BeFalse();
        file.CopyTo("wide", empty(2)).Should().BeTrue();
        file.CopyTo("wide", empty(2, ScalarType.Float16)).Should().BeFalse("fp16 ends at 65,504");
        FluentActions.Invoking(() => file.CopyTo("wide", empty(3))).Should().Throw<InstructRecException>().WithMessage("*wide*[2]*[3]*");
        FluentActions.Invoking(() => file.Read("absent")).Should().Throw<InstructRecException>().WithMessage("*absent*");
    }

    private static void Write(string path, ulong length, string header, int data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] bytes = new byte[8 + text.Length + data];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        text.CopyTo(bytes, 8);
        File.WriteAllBytes(path, bytes);
    }
}
