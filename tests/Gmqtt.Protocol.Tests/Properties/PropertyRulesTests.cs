using Gmqtt.Protocol.Properties;

namespace Gmqtt.Protocol.Tests.Properties;

public class PropertyRulesTests
{
    [Fact]
    public void The_table_is_the_table_of_the_specification()
    {
        var types = new Dictionary<string, PropertyType>
        {
            ["byte"] = PropertyType.Byte,
            ["two"] = PropertyType.TwoByteInteger,
            ["four"] = PropertyType.FourByteInteger,
            ["varint"] = PropertyType.VariableByteInteger,
            ["binary"] = PropertyType.BinaryData,
            ["string"] = PropertyType.Utf8String,
            ["pair"] = PropertyType.Utf8StringPair,
        };

        Assert.Equal(27, PropertyRules.All.Count);
        foreach (PropertyRule rule in PropertyRules.All)
        {
            SpecificationTable.Row row = SpecificationTable.Rows[(int)rule.Id];
            Assert.Equal((types[row.Type], row.Places), (rule.Type, rule.AllowedIn));
            Assert.Equal(rule, PropertyRules.Find((int)rule.Id));
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(0x2B)]
    [InlineData(int.MaxValue)]
    public void What_is_not_a_property_has_no_type(int id)
    {
        Assert.Equal(PropertyType.None, PropertyRules.Find(id).Type);
    }
}
